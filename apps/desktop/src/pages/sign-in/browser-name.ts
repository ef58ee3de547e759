/** A browser and its system by the names that people know, out of what it says of itself (RFC 9110 10.1.5). */
import { signInWords as words } from "../../words/en-sign-in.ts";
import { plainText } from "../../words/shown.ts";

/** In this order: each says to be some of those below it, too. */
const browsers = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\//, "Chromium (headless)"],
  [/\bChrom(?:e|ium)\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;

const systems = [
  [/\biPhone|\biPad/, "iOS"],
  [/\bAndroid/, "Android"],
  [/\bWindows/, "Windows"],
  [/\bCrOS/, "ChromeOS"],
  [/\bMac OS X|\bMacintosh/, "macOS"],
  [/\bLinux/, "Linux"],
] as const;

const SHOWN_MAX = 40;

export function browserName(agent: string): string {
  const named = (table: readonly (readonly [RegExp, string])[]) => table.find(([mark]) => mark.test(agent))?.[1];
  const [browser, system] = [named(browsers), named(systems)];
  if (browser === undefined) {
    const text = plainText(agent);
    return text === "" ? words.unknownBrowser : text.slice(0, SHOWN_MAX);
  }
  return system === undefined ? browser : words.on(browser, system);
}
