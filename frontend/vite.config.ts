import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { frontDoor } from "./vite/front-door.ts";

export default defineConfig({
  plugins: [react(), frontDoor(process.env)],
  server: { host: "127.0.0.1", port: 5000, strictPort: true },
  // Holds only the runtime configuration, which each deployment makes for itself and no build may carry along.
  publicDir: process.env["SEXTANT_PUBLIC_DIR"] ?? "public",
  build: { copyPublicDir: false },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
