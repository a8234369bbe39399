// The smallest test runner that will do: named tests, deep equality, results as data.

const tests = [];

export function test(name, body) {
  tests.push({ name, body });
}

export function equal(found, wanted) {
  const [a, b] = [found, wanted].map((value) => JSON.stringify(value, (_key, each) => (each === undefined ? "undefined" : each)));
  if (a !== b) throw new Error(`found ${a}, wanted ${b}`);
}

// {name: what went wrong, or ""} of every test, run one after the other.
export async function run() {
  const results = {};
  for (const { name, body } of tests) {
    if (name in results) throw new Error(`two tests are called ${name}`);
    results[name] = "";
    try {
      await body();
    } catch (error) {
      results[name] = error.stack;
    }
  }
  return results;
}

// Steps of these names in a row, the first the start, the last the end: a -> b -> c.
export function row(...names) {
  const nodes = names.map((name, index) => ({
    key: name, name, description: "", instruction: "", role_id: 1, escalate_to: null, escalate_on_breach: false,
    weight: 1 / names.length, is_start: index === 0, is_end: index === names.length - 1, design: { x: index * 310, y: 0 },
  }));
  const edges = names.slice(1).map((to, index) => edge(names[index], to));
  return { details: {}, nodes, edges };
}

export function edge(from, to, values = {}) {
  return { key: `${from}>${to}`, name: "Go", description: "", condition: null, automatic: false, from, to, ...values };
}
