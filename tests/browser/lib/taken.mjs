// What a program that was started has taken of the machine so far. Linux only, it reads /proc.
import { readFileSync, writeFileSync } from 'node:fs';

/** Highest resident memory of a process, MiB. */
export function peak({ child }) {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
  return Number(line[1]) / 1024;
}

/** The peak begins anew: that of a password does not count for a pull. */
export const forgetPeak = ({ child }) => writeFileSync(`/proc/${child.pid}/clear_refs`, '5');

/** Seconds of CPU of a process so far; a tick is 10 ms. */
export function cpu({ child }) {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').pop().split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
