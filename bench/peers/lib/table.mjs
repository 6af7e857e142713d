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

/** The lines of one round of one peer; `floor` is the plain rows of the same round. */
export function lines(peer, figures, floor) {
  return Object.entries({ ...TIMES, ...SIZES }).map(([name, [unit]]) => {
    const baseline = floor ? rounded(floor[name]) : null;
    return JSON.stringify({ name: `peers_${peer}_${name}`, value: rounded(figures[name]), unit, baseline, target: null, holds: null });
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
