// The example config-audit. What is expected is worked out here from the services' files and the rules.

import { beforeEach, describe, expect, test } from "vitest";
import { printed, useExample } from "./run-example.ts";

interface Service {
  readonly name: string;
  readonly owner?: string;
  readonly contact?: string;
  readonly tier: string;
  readonly image: string;
  readonly port: number;
  readonly replicas: number;
  readonly memory_mb: number;
  readonly health?: string;
  readonly environment: { readonly [name: string]: string };
}

interface Range {
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Rules {
  readonly images: string;
  readonly owners: readonly string[];
  readonly ports: Range;
  readonly memory_mb: { readonly [tier: string]: Range };
  readonly replicas: { readonly [tier: string]: Range };
}

interface Finding {
  readonly service: string;
  readonly rule: string;
  readonly level: string;
  readonly message: string;
}

function outside(value: number, { minimum = value, maximum = value }: Range = {}): string[] {
  if (value < minimum) return [`${value} is less than ${minimum}`];
  return value > maximum ? [`${value} is more than ${maximum}`] : [];
}

function mismatch(value: string | undefined, pattern: string, wanted: string): string[] {
  const shown = value === undefined ? "nothing" : `\`${value}\``;
  return value !== undefined && new RegExp(pattern).test(value) ? [] : [`${shown} instead of ${wanted}`];
}

/** What breaks the rules, rule by rule. */
function findingsOf(services: readonly Service[], rules: Rules): Finding[] {
  const judges: readonly (readonly [string, string, string, (service: Service) => string[]])[] = [
    [
      "unique-ports",
      "must",
      "port",
      ({ name, port }) => {
        const others = services.filter((other) => other.port === port && other.name !== name);
        return others.length === 0 ? [] : [`\`${port}\` is also that of ${others.map((one) => one.name).join(", ")}`];
      },
    ],
    ["port-range", "must", "port", ({ port }) => outside(port, rules.ports)],
    [
      "known-owner",
      "must",
      "owner",
      ({ owner }) => mismatch(owner, `^(${rules.owners.join("|")})$`, rules.owners.join(", ")),
    ],
    ["contact", "should", "contact", ({ contact }) => mismatch(contact, "^\\S+@\\S+$", "an e-mail address")],
    [
      "own-registry",
      "must",
      "image",
      ({ image }) => mismatch(image, rules.images, `an image that matches ${rules.images}`),
    ],
    ["pinned-image", "must", "image", ({ image }) => mismatch(image, "@sha256:", "an image with its digest")],
    ["memory", "should", "memory_mb", ({ memory_mb, tier }) => outside(memory_mb, rules.memory_mb[tier])],
    ["replicas", "must", "replicas", ({ replicas, tier }) => outside(replicas, rules.replicas[tier])],
    ["health", "should", "health", ({ health }) => mismatch(health, "^/", "the path of a health check")],
    [
      "no-plain-secrets",
      "must",
      "environment",
      ({ environment }) =>
        Object.keys(environment)
          .filter((name) => /(PASSWORD|SECRET|TOKEN|KEY)$/.test(name))
          .filter((name) => environment[name]?.startsWith("secret:") !== true)
          .map((name) => `\`${name}\` is not a reference such as \`secret:folder/name\``),
    ],
  ];
  return judges.flatMap(([rule, level, field, judge]) =>
    services.flatMap((service) =>
      judge(service).map((problem) => ({ service: service.name, rule, level, message: `${field}: ${problem}` })),
    ),
  );
}

function tableOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return "None.";
  const ordered = ["must", "should"].flatMap((level) => findings.filter((one) => one.level === level));
  const rows = ordered.map(({ service, rule, level, message }) => `| ${service} | ${rule} | ${level} | ${message} |`);
  return ["| service | rule | level | finding |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

describe("config-audit", () => {
  const example = useExample("config-audit");

  beforeEach(example.clear);

  const parsed = async (file: string) => JSON.parse(await example.read(file)) as unknown;

  /** What the audit of a folder is to say. */
  async function auditOf(folder: string, today: string) {
    const names = ["api", "web", "worker", "mailer", "billing"];
    const services = (await Promise.all(names.map((name) => parsed(`${folder}/${name}.json`)))) as Service[];
    const waivers = (await parsed("data/waivers.json")) as { service: string; rule: string; until: string }[];
    const findings = findingsOf(services, (await parsed("data/rules.json")) as Rules);
    const keyOf = ({ service, rule }: { readonly service: string; readonly rule: string }) => `${service}: ${rule}`;
    const valid = waivers.filter(({ until }) => until >= today).map(keyOf);
    const open = findings.filter((one) => !valid.includes(keyOf(one)));
    const waived = findings.filter((one) => valid.includes(keyOf(one)));
    const must = open.filter(({ level }) => level === "must").length;
    const should = open.length - must;
    const score = Math.max(0, 100 - 8 * must - 2 * should);
    const expired = waivers.filter(({ until }) => until < today).map(keyOf);
    const grade = score >= 80 ? "good" : "needs work";
    const page = `# Audit of ${folder} on ${today}

Score ${score} of 100, ${grade}: ${must} broken rules that must hold, ${should} that should.

## Open

${tableOf(open)}

## Waived

${tableOf(waived)}
`;
    return { open, waived, must, should, score, grade, expired, page };
  }

  async function expectReports(
    { open, waived, score, grade, page }: Awaited<ReturnType<typeof auditOf>>,
    date: string,
  ) {
    expect(await example.list("out")).toEqual(["audit.json", "audit.md", "status.txt"]);
    expect(await example.read("out/audit.md")).toBe(page);
    expect(await parsed("out/audit.json")).toEqual({ date, score, grade, open, waived });
  }

  test("refuses the services as they are, reports why and cleans up", async () => {
    const expected = await auditOf("data/current", "2025-04-01");
    expect(new Set(expected.open.map(({ rule }) => rule)).size).toBe(9);
    const { exitCode, stdout, stderr } = await example.run();
    expect({ exitCode, stdout }).toEqual({ exitCode: 106, stdout: "" });
    await expectReports(expected, "2025-04-01");
    expect(stderr).toContain(`  warn_of_waivers | These waivers are over: ${JSON.stringify(expected.expired)}`);
    expect(stderr).toContain(
      `  explain | Refused after it was reported, with ${expected.must} rules that must hold broken`,
    );
    expect(await example.read("out/status.txt")).toBe(`reported, score ${expected.score}`);
  });

  test("accepts the mended services", async () => {
    const expected = await auditOf("data/mended", "2025-03-01");
    const { exitCode, stdout, stderr } = await example.run("-p", "folder=data/mended", "-p", "today=2025-03-01");
    const { score, grade, must, should } = expected;
    const outputs = { score, grade, open: { must, should }, report: "out/audit.md" };
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: printed(outputs) });
    await expectReports(expected, "2025-03-01");
    expect(stderr.filter((line) => line.startsWith("  warn_of_waivers |"))).toEqual([]);
    expect(await example.read("out/status.txt")).toBe(`accepted, score ${score}`);
  });

  test("no longer accepts them when the last waiver is over", async () => {
    const expected = await auditOf("data/mended", "2026-01-01");
    expect(expected.open).toHaveLength(1);
    const { exitCode } = await example.run("-p", "folder=data/mended", "-p", "today=2026-01-01");
    expect(exitCode).toBe(106);
    await expectReports(expected, "2026-01-01");
  });

  test("cleans up when a configuration cannot be read", async () => {
    await example.write("data/broken/api.json", '{ "name": "api" ');
    const { exitCode, stderr } = await example.run("-p", "folder=data/broken");
    expect(exitCode).toBe(103);
    expect(stderr).toContain("  explain | Refused after it was started, with unknown rules that must hold broken");
    expect(await example.list("out")).toEqual(["status.txt"]);
    expect(await example.read("out/status.txt")).toBe("started, score unknown");
  });
});
