import { expect, test } from "vitest";
import { Passwords } from "./passwords.ts";
import { Problem } from "./problem.ts";

test("the same password has another hash each time, and fits each of them [R-API-52]", async () => {
  const passwords = new Passwords();
  const hashes = [await passwords.hash("correct horse battery"), await passwords.hash("correct horse battery")];
  expect(hashes[0]).not.toBe(hashes[1]);
  for (const hash of hashes) {
    expect(await passwords.fits("correct horse battery", hash)).toBe(true);
    expect(await passwords.fits("correct horse batterz", hash)).toBe(false);
  }
});

test("a hash is read by its own parameters, and what is no hash fits nothing [R-API-52]", async () => {
  // RFC 7914 12, the test vector with N = 1024, r = 8, p = 16: its first 32 bytes.
  const key = Buffer.from("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162", "hex");
  const hash = `scrypt$10$8$16$${Buffer.from("NaCl").toString("base64url")}$${key.toString("base64url")}`;
  const passwords = new Passwords();
  expect(await passwords.fits("password", hash)).toBe(true);
  expect(await passwords.fits("Password", hash)).toBe(false);
  expect(await passwords.fits("password", "password")).toBe(false);
  expect(await passwords.fits("password", undefined)).toBe(false);
});

test("those who come while too many are tried are told to come later, and all others are answered [R-API-54]", async () => {
  const passwords = new Passwords({ log2N: 10, r: 8, p: 1 });
  const tries = await Promise.allSettled(Array.from({ length: 25 }, () => passwords.fits("guessed", undefined)));
  const turnedAway = tries.flatMap((tried) => (tried.status === "rejected" ? [tried.reason as unknown] : []));
  expect(turnedAway.length).toBe(3);
  expect(turnedAway[0]).toBeInstanceOf(Problem);
  expect(turnedAway[0]).toMatchObject({ code: "auth.too-many-failures", retryAfterSeconds: 5 });
  expect(await passwords.fits("guessed", undefined)).toBe(false);
});
