/**
 * Our policy forbids code made from text; zod would try once whether it may, and the browser would report it.
 * Imported before everything else: zod reads it when it is loaded.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

export {};
