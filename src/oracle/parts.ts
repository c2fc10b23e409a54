import { AtomicUnit } from './hart/atomic-unit.ts';
import { CacheBlockUnit } from './hart/cache-block-unit.ts';
import { CsrFile } from './hart/csr-file.ts';
import { Executor } from './hart/executor.ts';
import { FenceUnit } from './hart/fence-unit.ts';
import { Firmware } from './hart/firmware.ts';
import { HartState } from './hart/hart-state.ts';
import { InterruptPoint } from './hart/interrupt-point.ts';
import { StepRecord } from './hart/step-record.ts';
import { TrapUnit } from './hart/trap-unit.ts';
import { Watchpoints } from './hart/watchpoints.ts';
import { Bus } from './memory/bus.ts';
import { connectMasters } from './memory/bus-masters.ts';
import { ConditionalStore } from './memory/conditional-store.ts';
import { DataPath } from './memory/data-path.ts';
import { FetchPath } from './memory/fetch-path.ts';
import { FormedTranslations } from './memory/formed-translations.ts';
import { Pmp } from './memory/pmp.ts';
import { Ram } from './memory/ram.ts';
import { Translator } from './memory/translator.ts';
import { Walker } from './memory/walker.ts';
import { OutsideEvents } from './world/outside-events.ts';
import { Worlds } from './world/worlds.ts';

/** The parts of a reference machine, each with those that it asks. */
export function connectedParts() {
  const step = new StepRecord();
  const hart = new HartState();
  const worlds = new Worlds();
  const ram = new Ram();
  const watchpoints = new Watchpoints();
  const pmp = new Pmp(step);
  const bus = new Bus(ram, worlds, step);
  const { devices } = bus;
  const formed = new FormedTranslations(ram, bus);
  const walker = new Walker({ hart, worlds, pmp, bus, ram, step });
  const translator = new Translator({ hart, worlds, pmp, bus, walker, formed, step });
  const data = new DataPath({ hart, worlds, translator, pmp, bus, step, watchpoints });
  const blocks = new CacheBlockUnit({ hart, data, bus, step });
  const fences = new FenceUnit(hart, formed, step);
  const conditional = new ConditionalStore({ hart, data, bus, ram });
  const atomics = new AtomicUnit({ hart, data, conditional, step });
  const csrs = new CsrFile({ hart, worlds, pmp, formed, devices, step });
  const traps = new TrapUnit(hart, devices);
  const firmware = new Firmware({ ram, pmp, bus, csrs });
  const events = new OutsideEvents({ ram, dma: connectMasters(bus, hart, ram), watchpoints, devices });
  const point = new InterruptPoint(step);
  const fetcher = new FetchPath({ hart, worlds, translator, walker, pmp, bus, ram, step });
  const executor = new Executor({ hart, data, atomics, blocks, csrs, traps, fences, step });
  return {
    ...{ step, hart, worlds, ram, watchpoints, pmp, bus, formed, walker },
    ...{ csrs, traps, firmware, events, point, fetcher, executor },
  };
}
