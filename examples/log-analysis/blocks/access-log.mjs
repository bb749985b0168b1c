// The ACCESS_LOG blocks: the combined log format of nginx and Apache with the seconds that an answer took at its end.

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const linePattern =
  /^(?<host>\S+) \S+ \S+ \[(?<time>[^\]]+)\] "(?<request>[^"]*)" (?<status>[1-5]\d\d) (?<bytes>\d+|-) "[^"]*" "(?<agent>[^"]*)" (?<seconds>\d+(?:\.\d+)?)$/;
const requestPattern = /^(?<method>[A-Z]+) (?<path>\/[^ ?]*)\S* HTTP\/\d(?:\.\d)?$/;
const timePattern = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/;

/** `12/Mar/2026:06:01:01 +0100` is `2026-03-12T05:01:01Z`; undefined when it is no time. */
function readTime(text) {
  const [, day, month, year, clock, hours, minutes] = timePattern.exec(text) ?? [];
  const number = String(months.indexOf(month) + 1).padStart(2, "0");
  const time = Date.parse(`${year}-${number}-${day}T${clock}${hours}:${minutes}`);
  return Number.isNaN(time) ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The request of a line; undefined when the line is none. */
function readLine(text, line) {
  const fields = linePattern.exec(text)?.groups;
  const request = requestPattern.exec(fields?.request ?? "")?.groups;
  const time = readTime(fields?.time ?? "");
  if (fields === undefined || request === undefined || time === undefined) return undefined;
  return {
    line,
    host: fields.host,
    time,
    hour: time.slice(11, 13),
    method: request.method,
    path: request.path,
    status: Number(fields.status),
    class: `${fields.status.slice(0, 1)}xx`,
    bytes: fields.bytes === "-" ? 0 : Number(fields.bytes),
    agent: fields.agent,
    seconds: Number(fields.seconds),
  };
}

const line = { type: "integer", minimum: 1, description: "The number of the line, from 1." };

export default {
  category: "ACCESS_LOG",
  name: "PARSE",
  description: "Reads an access log; lines that are no requests are kept apart.",
  parameters: {
    type: "object",
    properties: { text: { type: "string", description: "The log, a request a line." } },
    required: ["text"],
  },
  returns: {
    type: "object",
    properties: {
      requests: {
        type: "array",
        items: {
          type: "object",
          properties: {
            line,
            host: { type: "string" },
            time: { type: "string", format: "date-time", description: "In UTC." },
            hour: { type: "string", pattern: "^\\d\\d$", description: "In UTC." },
            method: { type: "string" },
            path: { type: "string", description: "Without its query." },
            status: { type: "integer", minimum: 100, maximum: 599 },
            class: { enum: ["1xx", "2xx", "3xx", "4xx", "5xx"] },
            bytes: { type: "integer", minimum: 0 },
            agent: { type: "string" },
            seconds: { type: "number", minimum: 0 },
          },
          required: ["line", "host", "time", "hour", "method", "path", "status", "class", "bytes", "agent", "seconds"],
          additionalProperties: false,
        },
      },
      unreadable: {
        type: "array",
        items: {
          type: "object",
          properties: { line, text: { type: "string" } },
          required: ["line", "text"],
          additionalProperties: false,
        },
      },
    },
    required: ["requests", "unreadable"],
    additionalProperties: false,
  },
  effect: "pure",
  example: {
    parameters: {
      text: '192.0.2.1 - - [12/Mar/2026:06:01:01 +0000] "GET /cart?id=7 HTTP/2.0" 200 512 "-" "curl/8.12.1" 0.132\nhello\n',
    },
    result: {
      requests: [
        {
          line: 1,
          host: "192.0.2.1",
          time: "2026-03-12T06:01:01Z",
          hour: "06",
          method: "GET",
          path: "/cart",
          status: 200,
          class: "2xx",
          bytes: 512,
          agent: "curl/8.12.1",
          seconds: 0.132,
        },
      ],
      unreadable: [{ line: 2, text: "hello" }],
    },
  },
  run: ({ text }) => {
    const requests = [];
    const unreadable = [];
    for (const [index, written] of text.split(/\r?\n/).entries()) {
      if (written === "") continue;
      const request = readLine(written, index + 1);
      if (request === undefined) unreadable.push({ line: index + 1, text: written });
      else requests.push(request);
    }
    return { requests, unreadable };
  },
};
