import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Banner } from "./Banner.tsx";
import { Button } from "./Button.tsx";
import { clockText } from "./duration.ts";
import { Name } from "./Name.tsx";
import { Field } from "./Field.tsx";
import { plainText } from "../words/shown.ts";

const nothing = (): void => undefined;

test("a button that may not be pressed says why, to eyes and ears, and keeps its focus [R-DESK-13]", () => {
  const html = renderToStaticMarkup(
    createElement(Button, { onPress: nothing, why: "Answer your phone", children: "Accept" }),
  );
  const [, describedBy] = /aria-describedby="([^"]+)"/.exec(html) ?? [];
  expect(html).toContain('aria-disabled="true"');
  expect(html).not.toContain(" disabled");
  expect(html).toContain(`id="${describedBy ?? "?"}" class="why">Answer your phone`);
});

test("a button that may be pressed carries no reason", () => {
  const html = renderToStaticMarkup(createElement(Button, { onPress: nothing, shortcut: "A", children: "Accept" }));
  expect(html).not.toMatch(/aria-disabled|aria-describedby/);
  expect(html).toContain('aria-keyshortcuts="A"');
});

test("what is wrong with a field is tied to it, and what was typed stays", () => {
  const html = renderToStaticMarkup(
    createElement(Field, { label: "Name", value: "<b>typed</b>", error: "too long", onChange: nothing }),
  );
  const [, about] = /aria-describedby="([^"]+)"/.exec(html) ?? [];
  expect(html).toContain('aria-invalid="true"');
  expect(html).toContain(`id="${about ?? "?"}" class="field-error"`);
  expect(html).toContain('value="&lt;b&gt;typed&lt;/b&gt;"');
});

test("what must be heard at once is an alert, the rest waits its turn", () => {
  expect(renderToStaticMarkup(createElement(Banner, { title: "Lost", isUrgent: true }))).toContain('role="alert"');
  expect(renderToStaticMarkup(createElement(Banner, { title: "Hello" }))).toContain('role="status"');
});

test("a name neither turns the text around it nor breaks the page [R-DESK-14]", () => {
  expect(plainText("\u202eevil\u0000\u0007name\n")).toBe("evil name");
  expect(plainText("שלום 👩‍💻")).toBe("שלום 👩‍💻");
  const html = renderToStaticMarkup(createElement(Name, { text: `<i>${"x".repeat(500)}` }));
  expect(html).toMatch(/^<bdi /);
  expect(html).not.toContain("<i>");
  expect(html).toContain("…</bdi>");
});

test("time reads as on a clock, and is never below zero", () => {
  expect([-5, 0, 7999, 750_000, 3_723_000].map(clockText)).toEqual(["0:00", "0:00", "0:07", "12:30", "1:02:03"]);
});
