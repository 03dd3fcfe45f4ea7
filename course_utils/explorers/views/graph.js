// Nodes and arrows: a network with the numbers that flow through it.
import { fontOf } from "./theme.js";

function label(context, text, x, y, color, theme, font, weight, onLine = false) {
  context.font = fontOf(font, weight);
  context.textAlign = "center";
  context.textBaseline = "middle";
  if (onLine) {
    // the line behind the words would read as a minus between them
    const width = context.measureText(text).width;
    context.fillStyle = theme.paper;
    context.fillRect(x - width / 2 - 2, y - font * 0.6, width + 4, font * 1.2);
  }
  context.fillStyle = color;
  context.fillText(text, x, y);
}

export function drawGraph(context, width, height, spec, content, theme, font) {
  const size = Math.max(12, Math.min(font, width / 30)),
    radius = Math.max(size * 2.1, Math.min(width * 0.062, size * 2.6));
  const at = (name) => {
    const [x, y] = spec.positions[name];
    return [radius + 4 + x * (width - 2 * radius - 8), height - radius - 4 - y * (height - 2 * radius - 8)];
  };
  context.canvas.drawn = { plane: [radius + 4, radius + 4, width - radius - 4, height - radius - 4], radius };
  const labels = [];
  for (const edge of content.edges || []) {
    const [x0, y0] = at(edge.from),
      [x1, y1] = at(edge.to),
      length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const ux = (x1 - x0) / length,
      uy = (y1 - y0) / length,
      color = edge.active ? theme[edge.color || "orange"] : theme[edge.color] || theme.grey;
    const [sx, sy, ex, ey] = [x0 + ux * radius, y0 + uy * radius, x1 - ux * radius, y1 - uy * radius];
    context.strokeStyle = color;
    context.fillStyle = color;
    context.lineWidth = edge.active ? 4 : 1.6;
    const head = edge.active ? 12 : 8,
      back = edge.backward ? -1 : 1,
      [hx, hy] = edge.backward ? [sx, sy] : [ex, ey];
    const neck = 0.8 * head * back,
      [fx, fy] = edge.backward ? [ex, ey] : [sx, sy]; // a line up to the tip would blunt it
    context.beginPath();
    context.moveTo(fx, fy);
    context.lineTo(hx - ux * neck, hy - uy * neck);
    context.stroke();
    context.beginPath();
    context.moveTo(hx, hy);
    for (const turn of [0.45, -0.45]) {
      const angle = Math.atan2(uy * back, ux * back) + turn;
      context.lineTo(hx - head * Math.cos(angle), hy - head * Math.sin(angle));
    }
    context.closePath();
    context.fill();
    // Labels of crossing edges stand at different places along them, or they would cover one another.
    if (edge.label) {
      const t = edge.at ?? 0.32;
      labels.push([edge.label, x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, edge.active ? color : theme.ink, edge.active]);
    }
  }
  for (const [text, x, y, color, active] of labels)
    label(context, text, x, y, color, theme, size, active ? "bold" : "", true);
  for (const [name, node] of Object.entries(content.nodes || {})) {
    const [x, y] = at(name),
      color = theme[node.color] || theme.grey;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = theme.paper;
    context.fill();
    context.lineWidth = node.active ? 5 : 2;
    context.strokeStyle = node.active ? theme[node.color || "orange"] || color : color;
    context.stroke();
    const value = node.value ?? "";
    label(context, node.label ?? name, x, y - (value ? size * 0.62 : 0), theme.ink, theme, size, "bold");
    if (value) {
      context.font = fontOf(size);
      const shrink = Math.min(1, (2 * radius - 7) / context.measureText(value).width);
      label(context, value, x, y + size * 0.66, theme.ink, theme, Math.max(12, size * shrink), "");
    }
  }
}

export const GRAPH = { draw: drawGraph, needs: () => ({ least: [21, 15], ratio: 1.35, narrow: 0.8, wide: 2 }) };
