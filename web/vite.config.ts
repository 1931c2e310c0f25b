import type { IncomingMessage } from "node:http";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The server puts a fresh nonce in place of this word each time it serves a page.
const nonce = "__CSP_NONCE__";
const api = process.env.PULSECAST_URL ?? "http://127.0.0.1:8000";

/** Give browsers GraphiQL where the API is, as the server does. */
function graphiqlFor({ method, url, headers }: IncomingMessage): string | undefined {
  const isPage = method === "GET" && headers.accept?.includes("text/html") && !url?.includes("query=");
  return isPage ? "/graphiql.html" : undefined;
}

export default defineConfig({
  plugins: [react()],
  html: { cspNonce: nonce },
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    outDir: "../pulsecast/static",
    emptyOutDir: true,
    target: "es2022",
    // From these on browsers know light-dark(); what it would be lowered to knows no colours outside its own file.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
    // Monaco, the editor of GraphiQL, is one piece of nearly three megabytes; nothing else comes near it.
    chunkSizeWarningLimit: 3_000,
    rolldownOptions: {
      input: ["index.html", "graphiql.html"],
      onLog: (level, log, handle) => {
        // Words of GraphiQL to a compiler that it went through already.
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
      },
    },
  },
  // What GraphiQL's worker is made of; the server for development looks for such modules in pages alone.
  optimizeDeps: {
    include: ["monaco-graphql > picomatch-browser", "monaco-graphql > graphql-language-service > nullthrows"],
  },
  server: { proxy: { "/graphql": { target: api, ws: true, bypass: graphiqlFor } } },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test.ts"] },
});
