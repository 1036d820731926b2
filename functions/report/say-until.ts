/** The end of something as a person writes it: a day, or a time in UTC without seconds. */
export const sayUntil = (until: string): string =>
  until.replace(/T00:00:00(?:\.000)?Z$/, '').replace(/(T\d\d:\d\d):\d\d(?:\.\d{3})?Z$/, '$1Z');
