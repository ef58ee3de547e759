/** All that programs of tests have of our own environment: where Node finds again what it has compiled. */
const directory = process.env["NODE_COMPILE_CACHE"];

export const compileCache: Readonly<Record<string, string>> =
  directory === undefined ? {} : { NODE_COMPILE_CACHE: directory };
