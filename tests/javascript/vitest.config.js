import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { defineConfig } from "vitest/config";

const course = resolve(import.meta.dirname, "../../course_utils");

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: join(tmpdir(), "course-vitest"), // node_modules may be another checkout's
  resolve: {
    alias: { "#views": join(course, "explorers/views"), "#site": join(course, "site/views"), "#course": course },
  },
  test: {
    environment: "happy-dom",
    include: ["*.test.js"],
    setupFiles: ["support/setup.js"],
    restoreMocks: true,
    unstubGlobals: true,
    pool: "threads",
    maxWorkers: 1, // the machine has few cores, and others use them
    allowOnly: false,
  },
});
