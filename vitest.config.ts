import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "./test/build-once.ts",
    reporters: ["default", "./test/closing-line.ts"],
    testTimeout: 60_000,
  },
});
