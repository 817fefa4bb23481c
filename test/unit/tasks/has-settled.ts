/** Whether a promise has settled after all that is due has run. */
export async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  for (let turn = 0; turn < 20; turn += 1) await undefined;
  return settled;
}
