// What is measured the same way for every peer: bytes on the wire, memory, bytes on disk.
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** An HTTP server on a free port of this machine that counts every byte of its connections, headers and frames included. */
export async function countingServer(handler) {
  const server = createServer(handler);
  const sockets = new Set();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    port: server.address().port,
    wire: () => [...sockets].reduce((sum, socket) => sum + socket.bytesRead + socket.bytesWritten, 0),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** The most memory this process has held so far, in MiB. */
export function peakMemory() {
  if (process.platform === 'linux') {
    // maxRSS keeps the figure of the process that forked this one; VmHWM begins anew.
    const line = readFileSync('/proc/self/status', 'utf8').match(/^VmHWM:\s+(\d+) kB$/m);
    return Number(line[1]) / 1024;
  }
  return process.resourceUsage().maxRSS / 1024;
}

/** Seconds of processor that this process has used so far, all threads. */
export function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Bytes of all files below a folder. */
export function folderBytes(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? folderBytes(path) : statSync(path).size);
  }, 0);
}
