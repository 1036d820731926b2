import { join } from 'node:path';
import { run } from './run.ts';
import { oraclePath, type Tool, toolPath } from './tool.ts';

const sources = ['jvm/RuleOracle.java', 'jvm/DynamoDbOnLoopback.java'];
const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** Event Ruler and DynamoDB Local, with the two programs that put them on a pipe and on the loopback address. */
export const jvm: Tool = {
  name: 'jvm',
  pins: ['jvm/pom.xml', ...sources],
  async install(folder) {
    const lib = join(folder, 'lib');
    await run('mvn', ['-q', '-B', '-f', oraclePath('jvm/pom.xml'), copyDependencies, `-DoutputDirectory=${lib}`]);
    const classes = join(folder, 'classes');
    await run('javac', ['-proc:none', '-d', classes, '-cp', join(lib, '*'), ...sources.map(oraclePath)]);
  },
};

/** Arguments of `java` that run one of the programs. */
export const javaArguments = (program: 'RuleOracle' | 'DynamoDbOnLoopback'): readonly string[] => [
  `-Djava.library.path=${toolPath('jvm/lib')}`,
  '-cp',
  `${toolPath('jvm/classes')}:${toolPath('jvm/lib/*')}`,
  program,
];
