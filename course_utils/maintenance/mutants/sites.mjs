// Where JavaScript files can be changed, and into what: node sites.mjs FILE... prints {file: [{line, start, end, operator,
// before, after}]} as JSON; start and end are bytes in UTF-8. acorn stands in the node_modules of the course.
import { readFileSync } from "node:fs";
import { parse } from "acorn";

const COMPARED = { "<": "<=", "<=": "<", ">": ">=", ">=": ">", "===": "!==", "!==": "===", "==": "!=", "!=": "==" };
const RECKONED = { "+": "-", "-": "+", "*": "/", "/": "*", "**": "*", "%": "*", "&": "|", "|": "&" };
const ASSIGNED = { "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=" };
const JOINED = { "&&": "||", "||": "&&" };

// Every change of one node, as [operator, node or { start, end }, what stands there then].
function* changes(node, code) {
  const text = (one) => code.slice(one.start, one.end);
  const between = (operator, table) => {
    const at = code.indexOf(node.operator, node.left.end);
    return [operator, { start: at, end: at + node.operator.length, loc: node.left.loc }, table[node.operator]];
  };
  if (node.type === "BinaryExpression") {
    if (node.operator in COMPARED) yield between("comparison", COMPARED);
    if (node.operator in RECKONED && !isWords(node)) yield between("arithmetic", RECKONED);
  }
  if (node.type === "AssignmentExpression" && node.operator in ASSIGNED) yield between("arithmetic", ASSIGNED);
  if (node.type === "LogicalExpression" && node.operator in JOINED) yield between("condition", JOINED);
  if (node.type === "Literal") yield* constant(node);
  if (["IfStatement", "ConditionalExpression", "WhileStatement"].includes(node.type)) {
    yield ["condition", node.test, `!(${text(node.test)})`];
  }
  if (node.type === "UnaryExpression" && node.operator === "!") yield ["condition", node, `!!${text(node.argument)}`];
  if (node.type === "UnaryExpression" && node.operator === "-") yield ["arithmetic", node, `+${text(node.argument)}`];
  if (node.type === "ReturnStatement" && node.argument) yield ["returned value", node, "return undefined;"];
  if (node.type === "CallExpression" && !node.callee.type.endsWith("FunctionExpression")) {
    for (let i = 0; i < node.arguments.length; i++) {
      const kept = node.arguments.filter((_, k) => k !== i).map(text);
      yield ["argument", node, `${text(node.callee)}${node.optional ? "?." : ""}(${kept.join(", ")})`];
    }
    if (node.callee.property?.name === "slice")
      for (const end of node.arguments) yield ["slice", end, `${text(end)} + 1`];
  }
  if (["ExpressionStatement", "ContinueStatement", "BreakStatement"].includes(node.type))
    yield ["statement", node, ";"];
  if (node.type === "AssignmentPattern" && node.right.type !== "Literal") yield ["default", node.right, "undefined"];
  if (node.type === "AssignmentPattern" && node.right.type === "Literal") {
    for (const [, at, after] of constant(node.right)) yield ["default", at, after];
  }
}

function* constant(node) {
  if (typeof node.value === "number") yield ["constant", node, String(node.value + 1)];
  if (typeof node.value === "boolean") yield ["constant", node, String(!node.value)];
  const one = typeof node.value === "string" && node.value && !/\s/.test(node.value);
  if (one && node.value !== "use strict") yield ["constant", node, JSON.stringify(`${node.value}x`)];
}

const isWords = (node) =>
  [node.left, node.right].some((one) => typeof one.value === "string" || one.type === "TemplateLiteral");

// Messages are left as they are, and what a file imports.
function* places(node) {
  if (["ThrowStatement", "TemplateLiteral", "ImportDeclaration"].includes(node.type)) return;
  yield node;
  for (const [name, child] of Object.entries(node)) {
    if (name === "loc" || (name === "source" && node.type.startsWith("Export"))) continue;
    for (const one of [child].flat()) if (typeof one?.type === "string") yield* places(one);
  }
}

function mutants(file) {
  const code = readFileSync(file, "utf8");
  const tree = parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  const bytes = (end) => Buffer.byteLength(code.slice(0, end));
  const found = [];
  for (const node of places(tree)) {
    for (const [operator, at, after] of changes(node, code)) {
      const line = code.slice(0, at.start).split("\n").length;
      const before = code.slice(at.start, at.end);
      found.push({ line, start: bytes(at.start), end: bytes(at.end), operator, before, after });
    }
  }
  return found;
}

console.log(JSON.stringify(Object.fromEntries(process.argv.slice(2).map((file) => [file, mutants(file)]))));
