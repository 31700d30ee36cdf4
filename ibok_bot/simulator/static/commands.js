// The bot's commands above the composer: filtered while typing, chosen with arrows and Enter, or with a click.
import * as api from "./api.js";
import { toast } from "./words.js";

export function offerCommands(section, person, chosen) {
  const field = section.querySelector("textarea");
  const list = section.querySelector(".commands");
  const slash = section.querySelector(".slash");
  list.id = `commands-${person.id}`;
  field.setAttribute("aria-controls", list.id);

  async function offer(prefix) {
    const typed = field.value;
    let known = [];
    try {
      known = await api.commands(person.id);
    } catch {
      toast("Nie udało się odczytać poleceń");
    }
    if (field.value !== typed) return; // a later key has asked again
    const fitting = known.filter((one) => one.command.startsWith(prefix));
    list.replaceChildren(...fitting.map(option));
    open(fitting.length > 0);
    if (fitting.length) select(0);
    else if (!prefix) toast("Bot nie podał poleceń");
  }

  function option(one, place) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.id = `${list.id}-${place}`;
    item.dataset.command = one.command;
    const name = document.createElement("b");
    name.textContent = `/${one.command}`;
    item.append(name, " ", one.description);
    item.onclick = () => choose(item);
    return item;
  }

  function open(yes) {
    list.hidden = !yes;
    slash.setAttribute("aria-expanded", String(yes));
    if (!yes) field.removeAttribute("aria-activedescendant");
  }

  function select(place) {
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
    const item = list.children[place];
    field.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function choose(item) {
    open(false);
    field.focus();
    chosen(`/${item.dataset.command}`);
  }

  // True when the key was for the list.
  function key(event) {
    if (list.hidden) return false;
    const items = [...list.children];
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && !event.shiftKey) choose(items[now]);
    else if (event.key === "Escape") open(false);
    else if (step) select((now + step + items.length) % items.length);
    else return false;
    return true;
  }

  slash.onclick = () => {
    if (!list.hidden) return open(false);
    field.focus();
    offer("");
  };
  return { offer, key, hide: () => open(false) };
}
