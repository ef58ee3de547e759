/** All that the pages say. Another language is another file of each kind. */
import { errorWords, shellWords } from "./en.ts";

export const words = { shell: shellWords, errors: errorWords };
