// What the page asks of the server, and the events it hears.

async function call(method, path, body) {
  const form = body instanceof FormData;
  const answer = await fetch(`/chat/api${path}`, {
    method,
    headers: body && !form ? { "Content-Type": "application/json" } : {},
    body: form ? body : body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

export const people = () => call("GET", "/people");
export const newcomer = (facts) => call("POST", "/people", facts);
export const messages = (person) => call("GET", `/people/${person}/messages`);
export const say = (person, body) => call("POST", `/people/${person}/messages`, body);
export const press = (person, message, row, column) =>
  call("POST", `/people/${person}/messages/${message}/press`, { row, column });
export const edit = (person, message, text) => call("PUT", `/people/${person}/messages/${message}`, { text });
export const erase = (person, message) => call("DELETE", `/people/${person}/messages/${message}`);
export const block = (person, blocked) => call("POST", `/people/${person}/${blocked ? "block" : "unblock"}`);
export const commands = (person) => call("GET", `/commands?person=${person}`);

// Calls `heard(kind, data)` for each event; `connected(true)` after every (re)connection, `connected(false)` on a loss.
export function listen(heard, connected) {
  const source = new EventSource("/chat/api/events");
  for (const kind of ["message", "edit", "delete", "action"])
    source.addEventListener(kind, (event) => heard(kind, JSON.parse(event.data)));
  source.onopen = () => connected(true);
  source.onerror = () => {
    connected(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(heard, connected), 1500);
  };
}
