/** While a line is broken on purpose it is enough that a property fails: no smaller example of it is looked for. */
import fc from "fast-check";

fc.configureGlobal({ endOnFailure: true });
