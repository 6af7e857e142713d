// What is printed: one JSON line a figure, as `cargo xtask bench` does, and two tables.

const TIMES = {
  insert_rate: ['entries/s', 'local insert/s'],
  insert_cpu: ['s', 'CPU s'],
  push: ['s', 'push s'],
  push_replica_cpu: ['s', 'CPU s'],
  pull: ['s', 'pull + apply s'],
  pull_replica_cpu: ['s', 'CPU s'],
  pull_server_cpu: ['s', 'CPU s of the server'],
};
const SIZES = {
  push_wire: ['bytes/entry', 'wire, push'],
  pull_wire: ['bytes/entry', 'wire, pull'],
  replica_stored: ['bytes/entry', 'stored, new replica'],
  server_stored: ['bytes/entry', 'stored, server'],
  replica_memory: ['MiB', 'peak MiB, new replica'],
  server_memory: ['MiB', 'peak MiB, server'],
};

/** What Henro has to hold against others of the same round: [name, whose figure, which, at most this many times]. */
const TARGETS = [
  ['pull_of_evolu', 'evolu', 'pull', 0.1],
  ['replica_stored_of_plain', 'plain', 'replica_stored', 1.8],
  ['server_stored_of_plain', 'plain', 'server_stored', 0.35],
];

/** The lines of one round of one peer; `floor` is the plain rows of the same round. */
export function lines(peer, figures, floor) {
  return Object.entries({ ...TIMES, ...SIZES }).map(([name, [unit]]) => {
    const baseline = floor ? rounded(floor[name]) : null;
    return JSON.stringify({ name: `peers_${peer}_${name}`, value: rounded(figures[name]), unit, baseline, target: null, holds: null });
  });
}

/** Henro's figures of a round as ratios; `round` is the figures of each by name. One who was not in it is left out. */
export function targets(round) {
  const held = TARGETS.filter(([, other]) => round.henro && round[other]);
  return held.map(([name, other, figure, target]) => {
    const value = rounded(round.henro[figure] / round[other][figure]);
    return JSON.stringify({ name: `peers_henro_${name}`, value, unit: 'ratio', baseline: 1, target, holds: value <= target });
  });
}

/** Two Markdown tables, times and sizes; rounds stand beside each other. */
export function tables(rows) {
  return [table(rows, TIMES), table(rows, SIZES)].join('\n\n');
}

function table(rows, figures) {
  const heads = ['peer', 'E2EE', ...Object.values(figures).map(([, head]) => head)];
  const body = rows.map(({ about, rounds }) => {
    const cells = Object.keys(figures).map((name) => rounds.map((round) => shown(round[name])).join(' / '));
    return [about.title, about.encrypted ? 'yes' : 'no', ...cells];
  });
  return [heads, heads.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const rounded = (value) => Number(value.toPrecision(4));
const shown = (value) => (value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(2))));
