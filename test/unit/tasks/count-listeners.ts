/** Counts the listeners that a signal has at the moment, which not every runtime tells. */
export function countListeners(signal: AbortSignal): { count: number; most: number } {
  const counted = { count: 0, most: 0 };
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    counted.count += 1;
    counted.most = Math.max(counted.most, counted.count);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    counted.count -= 1;
    removeEventListener.apply(signal, args);
  };
  return counted;
}
