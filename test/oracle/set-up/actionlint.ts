import { run } from './run.ts';
import { oraclePath, type Tool, toolPath } from './tool.ts';

/** actionlint, built from its sources by the hashes in go.sum. */
export const actionlint: Tool = {
  name: 'actionlint',
  pins: ['actionlint/go.mod', 'actionlint/go.sum'],
  async install(folder) {
    const build = ['build', '-o', folder, 'github.com/rhysd/actionlint/cmd/actionlint'];
    await run('go', build, { cwd: oraclePath('actionlint') });
  },
};

/** The program. */
export const actionlintPath = (): string => toolPath('actionlint/actionlint');
