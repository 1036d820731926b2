/** Whether a text is the id of an account. */
export const isAccountId = (text: string): boolean => /^\d{12}$/.test(text);
