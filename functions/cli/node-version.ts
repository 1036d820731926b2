/** The oldest Node that runs the command line. */
const oldest = [22, 12] as const;

/** Why a version of Node cannot run the command line, and what to do; undefined where it can. */
export const tooOld = (version: string): string | undefined => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  return isNewEnough ? undefined : `Node ${version} is too old; install Node ${oldest.join('.')} or newer`;
};
