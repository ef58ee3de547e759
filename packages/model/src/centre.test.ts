import { expect, test } from "vitest";
import { centreFile, defaultCentre } from "./index.ts";

test("the default centre is a valid centre file", () => {
  expect(centreFile.parse(defaultCentre())).toEqual(defaultCentre());
});

test("an unknown field in a centre file is an error that names it", () => {
  const result = centreFile.safeParse({ ...defaultCentre(), colour: "green" });
  expect(result.error?.issues[0]).toMatchObject({ code: "unrecognized_keys", keys: ["colour"] });
});
