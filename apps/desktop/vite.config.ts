/** Two pages and one script: the app, "call us", and what a company puts on its own site to open "call us". */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressed } from "./compress.ts";

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The embeddable script keeps its name: other people's pages hold its address. */
const EMBEDDED = "call-us";

export default defineConfig({
  root: here("."),
  base: "/",
  plugins: [react(), compressed()],
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    target: "es2023",
    // A strict content security policy: nothing inline, no fonts or pictures as `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { app: here("index.html"), call: here("call.html"), [EMBEDDED]: here("src/call/embed.ts") },
      output: {
        entryFileNames: (chunk) => (chunk.name === EMBEDDED ? `${EMBEDDED}.js` : "assets/[name]-[hash].js"),
      },
    },
  },
});
