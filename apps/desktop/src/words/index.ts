/** All that the app says. Another language is another file of each kind. */
import { errorWords, shellWords } from "./en.ts";
import { deskWords } from "./en-desk.ts";
import { phoneWords } from "./en-phone.ts";

export const words = { shell: shellWords, errors: errorWords, desk: deskWords, phone: phoneWords };
