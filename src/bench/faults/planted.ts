/**
 * What planted source text calls. Of all the faults in a build at most one is active at a time; the others do what the
 * source says. Notes what becomes of the active one.
 */
export const planted = {
  /** Name of the active fault. */
  active: '',
  /** The changed place was come by. */
  reached: false,
  /** What is computed there differed from what the source says. */
  triggered: false,
};

/** Makes another fault the active one and forgets what became of the last. */
export function activate(name: string): void {
  planted.active = name;
  planted.reached = false;
  planted.triggered = false;
}

/** What an expression comes to: `sound`, or `faulty` if the fault is active. Both were computed, without side effects. */
export function faultValue<T>(name: string, sound: T, faulty: T): T {
  if (planted.active !== name) return sound;
  planted.reached = true;
  if (!Object.is(sound, faulty)) planted.triggered = true;
  return faulty;
}

/** True if a statement is left out. */
export function faultDrops(name: string): boolean {
  if (planted.active !== name) return false;
  planted.reached = true;
  return true;
}
