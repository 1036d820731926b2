import { actionlint } from './actionlint.ts';
import { ensureChromium } from './chromium.ts';
import { jvm } from './jvm.ts';
import { cfnGuard, runtimeClient } from './npm-tool.ts';
import { aws, checkov, iam, ministack, sam } from './python.ts';
import { ensure, type Tool } from './tool.ts';

/** Installs what is missing, two at a time at most, and says how long each took. */
export const ensureAll = async (tools: readonly Tool[]): Promise<void> => {
  const waiting = [...tools];
  const worker = async (): Promise<void> => {
    for (let tool = waiting.shift(); tool; tool = waiting.shift()) {
      const startedAt = performance.now();
      const installed = await ensure(tool);
      if (installed) console.log(`installed ${tool.name} in ${Math.round((performance.now() - startedAt) / 1000)} s`);
    }
  };
  await Promise.all([worker(), worker()]);
};

/** vitest's global set-up: whatever the oracle tests stand on. */
export const setup = async (): Promise<void> => {
  await Promise.all([
    ensureAll([runtimeClient, aws, iam, sam, jvm, checkov, ministack, cfnGuard, actionlint]),
    ensureChromium(),
  ]);
};
