import { Argument } from 'commander';
import { completionFor, type Shell, shells, type Words } from '../../report/completion.ts';
import type { CommandModule } from '../command-module.ts';
import { exitCodes } from '../exit-codes.ts';
import { outputsOf } from '../outputs.ts';

export const completion: CommandModule = {
  define: (command) => command.addArgument(new Argument('<shell>', 'whose completion').choices(shells)),
  examples: [
    ['completion bash > /etc/bash_completion.d/mountguard', 'for every user of bash'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of zsh
    ['completion zsh > "${fpath[1]}/_mountguard"', 'for zsh'],
    ['completion fish > ~/.config/fish/completions/mountguard.fish', 'for fish'],
  ],
  run: async (cli, [shell]) => {
    const outputs = outputsOf<Words>(cli, { screen: (words) => completionFor(shell as Shell, words) });
    await outputs.write(await cli.words());
    return exitCodes.done;
  },
};
