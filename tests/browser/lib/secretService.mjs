// A real keyring of its own for the app under test: `dbus-daemon` and `gnome-keyring-daemon` in a folder that is thrown
// away, as crates/testkit/src/secret_service.rs starts them.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { start, stop, until } from './processes.mjs';

/**
 * Starts the bus and the keyring, open. `env` are the variables for the app: `serve({ env: keyring.env })`.
 * `lock()` and `unlock()` start the daemon anew, `kill()` ends it and leaves the bus; what it keeps stays until `close()`.
 */
export async function startSecretService() {
  const folder = mkdtempSync(join(tmpdir(), 'henro-keyring-'));
  for (const inside of ['run', 'home']) mkdirSync(join(folder, inside), { mode: 0o700 });
  writeFileSync(join(folder, 'bus.conf'), BUS.replace('SOCKET', join(folder, 'bus')));
  const bus = start('dbus-daemon', [
    '--nofork', '--nopidfile', '--print-address=1', '--config-file', join(folder, 'bus.conf'),
  ]);
  let daemon;
  const kill = async () => daemon && stop(daemon);
  const close = async () => {
    await kill();
    await stop(bus);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const address = await until(() => {
      if (bus.ended) throw new Error(`dbus-daemon ended: ${bus.printed}`);
      return /^unix:\S+$/m.exec(bus.printed)?.[0];
    });
    const env = { DBUS_SESSION_BUS_ADDRESS: address };
    // The app keeps its own folders; the daemon has these.
    const own = {
      ...env,
      HOME: join(folder, 'home'),
      XDG_DATA_HOME: join(folder, 'home/share'),
      XDG_RUNTIME_DIR: join(folder, 'run'),
    };
    const begin = async (words, input) => {
      await kill();
      const control = ['--control-directory', join(folder, 'run/keyring')];
      daemon = start('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...control, ...words], {
        env: own,
        input,
      });
      await until(() => {
        if (daemon.ended) throw new Error(`gnome-keyring-daemon ended: ${daemon.printed}`);
        return answers(address);
      }, 60_000, 'gnome-keyring-daemon did not answer');
    };
    const unlock = () => begin(['--unlock'], "pilgrim's staff");
    await unlock();
    return { env, unlock, lock: () => begin([], ''), kill, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whether the service is on the bus and knows the collection for new items. */
async function answers(address) {
  const words = ['--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets'];
  const question = ['org.freedesktop.Secret.Service.ReadAlias', 'string:default'];
  const asked = promisify(execFile)('dbus-send', [`--bus=${address}`, ...words, ...question]);
  // Until the service is there, dbus-send fails.
  const { stdout } = await asked.catch((error) => {
    if (error.code === 'ENOENT') throw new Error('dbus-send is missing; `cargo xtask setup` installs it');
    return { stdout: '' };
  });
  return stdout.includes('/org/freedesktop/secrets/collection/');
}

/** A bus for one person that starts no service by itself. */
const BUS = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
