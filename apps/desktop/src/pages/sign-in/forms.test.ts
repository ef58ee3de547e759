import { ApiError } from "@legroom/sdk";
import { expect, test } from "vitest";
import { signInWords as words } from "../../words/en-sign-in.ts";
import {
  checkPassword,
  checkSignIn,
  linkRefusal,
  passwordRefusal,
  signInName,
  signInRefusal,
  tokenIn,
} from "./forms.ts";

const refused = (status: number, code: string, more: { field?: string; retryAfterS?: number } = {}): ApiError =>
  new ApiError({ status, code, message: "as the server says", ...more });

test("a name is taken as people type it", () => {
  expect(signInName("  Alice ")).toBe("alice");
  expect(checkSignIn(" Alice ", "x")).toEqual({});
});

test("what is missing or cannot be a name is told beside its field", () => {
  expect(checkSignIn("", "")).toEqual({ name: words.needName, password: words.needPassword });
  expect(checkSignIn("alice smith", "x")).toEqual({ name: words.nameShape });
});

test("an unknown name and a wrong password are told alike [R-PAGE-7]", () => {
  expect(signInRefusal(refused(401, "auth.wrong-password"))).toBe(words.wrong);
});

test("too many tries say when to try again", () => {
  expect(signInRefusal(refused(429, "auth.too-many-failures", { retryAfterS: 90 }))).toContain(
    "in 1 minute 30 seconds",
  );
  expect(signInRefusal(refused(429, "auth.too-many-failures"))).toContain("Wait a while");
});

test("a spent link cannot be tried again, a lost connection can [R-PAGE-7]", () => {
  expect(linkRefusal(refused(403, "auth.link-spent"))).toMatchObject({ isSpent: true, text: words.linkSpent });
  expect(linkRefusal(refused(0, "network"))).toMatchObject({ isSpent: false });
  expect(linkRefusal(refused(429, "auth.too-many-failures", { retryAfterS: 60 }))).toMatchObject({ isSpent: false });
});

test.each([
  ["#abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345"],
  ["#short", undefined],
  ["", undefined],
  ["#abcdefghijklmnopqrst/../../x", undefined],
])("the fragment %s holds the token %s", (fragment, token) => {
  expect(tokenIn(fragment)).toBe(token);
});

test("a password needs twelve characters, and the current one where there is one", () => {
  expect(checkPassword({ current: "", next: "short", hasPassword: true })).toEqual({
    current: words.needCurrent,
    next: "7 characters more.",
  });
  expect(checkPassword({ current: "", next: "p".repeat(12), hasPassword: false })).toEqual({});
  expect(checkPassword({ current: "", next: "p".repeat(257), hasPassword: false })).toEqual({ next: words.tooLong });
});

test("a refused password is told beside the field that is at fault", () => {
  expect(passwordRefusal(refused(403, "auth.wrong-current", { field: "current" }))).toEqual({
    current: words.wrongCurrent,
  });
  expect(passwordRefusal(refused(400, "request.invalid", { field: "password" }))).toEqual({
    next: "as the server says",
  });
  expect(passwordRefusal(refused(503, "answer.timeout"))).toEqual({ form: "as the server says" });
});
