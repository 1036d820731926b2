// Runs on whatever Node the host has, so it is no TypeScript: says in one line what is missing where no package brings Node.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `Node.js 22.12 or newer is needed (this is ${process.versions.node}, and no package of it is installed for ${process.platform} on ${process.arch}): install it from https://nodejs.org, then run this again.`,
  );
  process.exitCode = 1;
}
