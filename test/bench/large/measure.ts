/** Does the work once and prints the seconds of processor time that it took, and the peak memory of the process. */
export const measure = async (work: () => Promise<void> | void): Promise<void> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const { maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, peakMb: maxRSS / 1024 }));
};
