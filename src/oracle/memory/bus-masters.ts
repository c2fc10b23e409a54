import type { HartState } from '../hart/hart-state.ts';
import type { Bus } from './bus.ts';
import { Dma } from './dma.ts';
import { MessageStore } from './message-store.ts';
import type { Ram } from './ram.ts';

/**
 * Gives engine and IOPMP what they reach memory by. What is returned is for transfers from outside: another one than the
 * engine's, for such a transfer may start the engine.
 */
export function connectMasters(bus: Bus, hart: HartState, ram: Ram): Dma {
  const { guard, regions } = bus.gates;
  guard.iopmp.connectMemory(new MessageStore({ ram, regions, hart }));
  bus.devices.engine.connect(new Dma(bus, hart));
  return new Dma(bus, hart);
}
