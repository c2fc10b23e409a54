/** Raised by the first SIGINT or SIGTERM; a second one ends the process as if nobody listened. */
export function listenForSignals(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const raise = () => {
    stop();
    controller.abort();
  };
  const stop = () => {
    process.off('SIGINT', raise);
    process.off('SIGTERM', raise);
  };
  process.on('SIGINT', raise);
  process.on('SIGTERM', raise);
  return { signal: controller.signal, stop };
}
