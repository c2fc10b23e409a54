import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DESIGNS } from '../src/machine/design.ts';
import { QUIRK_IDS, QUIRKS } from '../src/machine/quirks.ts';

const readme = readFileSync('README.md', 'utf8');

/** The table of quirks as README shows it. */
function quirkTable(): string {
  const rows = QUIRK_IDS.map((id) => {
    const { ref, set, effect } = QUIRKS[id];
    return `| ${ref} | \`${id}\` | ${set} | ${effect} |`;
  });
  return ['| ref | quirk | set | what the posted design does |', '|---|---|---|---|', ...rows].join('\n');
}

describe('README', () => {
  it('lists the quirks of the registry', () => {
    const [, table] = readme.match(/<!-- quirks -->\n([\s\S]*?)\n<!-- \/quirks -->/) ?? [];
    expect(table).toBe(quirkTable());
  });

  it('names every command and no other', () => {
    const commands = readdirSync('src/cli/commands').map((file) => file.replace('.ts', ''));
    const section = readme.split('## Commands and exit codes')[1]?.split('| exit code |')[0] ?? '';
    const named = [...section.matchAll(/^\| `(\w+)/gm)].map((match) => match[1]);
    expect(named.sort()).toEqual(commands.sort());
  });

  it('names every design', () => {
    for (const name of Object.keys(DESIGNS)) expect(readme).toContain(`\`--design ${name}\``);
  });

  it('names the rooms of src', () => {
    const rooms = readdirSync('src');
    const section = readme.split('## The rooms of `src`')[1]?.split('Who may import whom')[0] ?? '';
    const named = [...section.matchAll(/`([a-z]+)`/g)].map((match) => match[1]);
    expect(named.sort()).toEqual(rooms.sort());
  });

  it('names files that exist', () => {
    const files = [...readme.matchAll(/`((?:machine|judge|fuzzer|oracle|campaign|isa|cli)\/[\w/-]+\.ts)`/g)];
    const missing = files.filter(([, path]) => !exists(`src/${path}`)).map(([, path]) => path);
    expect(missing).toEqual([]);
  });
});

function exists(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}
