// Times the fit criteria in a rule engine, for each lead: `node fit.mjs ENGINE DIR OURS [LEADS]`.
//
// DIR has rules.json and leads.jsonl of fit_rules.py; OURS is a CSV file of lead_id and fit, as handraise gives them. Rules
// are read and leads are in memory before the clock starts. Fails where some sum differs from ours.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const FULL_CREDIBILITY = 100;
const LEADS_A_BATCH = 1000;

const [engine, folder, ours, count] = process.argv.slice(2);
const rules = JSON.parse(readFileSync(join(folder, "rules.json"), "utf8"));
const leads = lines(join(folder, "leads.jsonl")).slice(0, Number(count ?? Infinity)).map((line) => JSON.parse(line));

const engines = { "json-rules-engine": jsonRules, "zen-engine": zen };
const evaluate = await engines[engine]();
await evaluate(leads.slice(0, LEADS_A_BATCH));

const start = process.hrtime.bigint();
const given = await evaluate(leads);
const nanoseconds = Number(process.hrtime.bigint() - start);
check(given.map(fit));
console.log(`${engine}, ${leads.length} leads: ${(nanoseconds / leads.length / 1000).toFixed(3)} us a lead`);

/** One rule for each band; what a criterion gives is the points of its event. */
async function jsonRules() {
  const { Engine } = await import("json-rules-engine");
  const engine = new Engine([], { allowUndefinedFacts: true });
  const matches = new Map();
  const like = (value, pattern) => {
    if (!matches.has(pattern)) matches.set(pattern, new RegExp(pattern, "su"));
    return matches.get(pattern).test(value);
  };
  engine.addOperator("like", (value, pattern) => value !== null && like(value, pattern));
  engine.addOperator("not_like", (value, pattern) => value !== null && !like(value, pattern));
  rules.criteria.forEach((criterion, index) => {
    for (const { conditions, points } of criterion.bands) {
      engine.addRule({ conditions, event: { type: "points", params: { index, points } } });
    }
  });
  return async (some) => {
    const all = [];
    for (const lead of some) {
      const contributions = new Array(rules.criteria.length).fill(0);
      const { events } = await engine.run(lead);
      for (const { params } of events) contributions[params.index] = params.points;
      all.push(contributions);
    }
    return all;
  };
}

/**
 * One decision, evaluated for each lead; a batch at a time, so that its threads have work. (That one evaluation loops over
 * a batch of leads, as decisions can, is several times slower.)
 */
async function zen() {
  const decision = await zenDecision();
  return async (some) => {
    const all = [];
    for (let first = 0; first < some.length; first += LEADS_A_BATCH) {
      const batch = some.slice(first, first + LEADS_A_BATCH);
      const answers = await Promise.all(batch.map((lead) => decision.evaluate(lead)));
      all.push(...answers.map(({ result }) => contributions(result)));
    }
    return all;
  };
}

async function zenDecision() {
  const { ZenEngine } = await import("@gorules/zen-engine");
  const expressions = rules.criteria.map(({ expression }, index) => ({ id: `e${index}`, key: `c${index}`, value: expression }));
  const content = { expressions, passThrough: false, inputField: null, outputPath: null, executionMode: "single" };
  return new ZenEngine().createDecision({
    nodes: [
      { id: "in", name: "in", type: "inputNode" },
      { id: "fit", name: "fit", type: "expressionNode", content },
      { id: "out", name: "out", type: "outputNode" },
    ],
    edges: [
      { id: "1", sourceId: "in", targetId: "fit", type: "edge" },
      { id: "2", sourceId: "fit", targetId: "out", type: "edge" },
    ],
  });
}

function contributions(result) {
  return rules.criteria.map((_, index) => Number(result[`c${index}`]));
}

/** The sum of contributions, groups and the whole at most their maximum, in hundredths of a point. */
function fit(contributions) {
  const groups = {};
  let sum = 0;
  rules.criteria.forEach(({ group }, index) => {
    if (group === null) sum += contributions[index];
    else groups[group] = (groups[group] ?? 0) + contributions[index];
  });
  for (const [group, given] of Object.entries(groups)) sum += Math.min(given, rules.groups[group] * FULL_CREDIBILITY);
  return Math.min(Math.max(sum, 0), rules.fit_max * FULL_CREDIBILITY);
}

function check(sums) {
  const expected = new Map(lines(ours).slice(1).map((line) => line.split(",")));
  leads.forEach(({ lead_id: id }, index) => {
    if (Math.round(Number(expected.get(id)) * FULL_CREDIBILITY) !== sums[index]) {
      console.error(`error: lead ${id}: fit ${expected.get(id)} here, ${sums[index] / FULL_CREDIBILITY} there`);
      process.exit(1);
    }
  });
}

function lines(path) {
  return readFileSync(path, "utf8").trimEnd().split("\n");
}
