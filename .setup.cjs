// Installs the packages of the lock file unless they are already there. Runs before anything is installed,
// hence plain CommonJS with nothing but Node.
const { execSync } = require('node:child_process');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`iommufuzz needs Node 20.19 or newer, this is ${process.versions.node}.`);
  process.exit(2);
}
const lock = readFileSync('package-lock.json', 'utf8');
const stamp = 'node_modules/.iommufuzz-lock';
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error('Installing packages (npm install) ...');
  try {
    // Not `npm ci`: it refuses a lock file made where packages of other platforms were not to be had.
    execSync('npm install --no-save --no-audit --no-fund --loglevel=error', { stdio: ['ignore', 2, 2] });
  } catch {
    console.error(
      'npm install failed: see its message above; check the network and the npm registry setting.',
    );
    process.exit(2);
  }
  writeFileSync(stamp, lock);
}
