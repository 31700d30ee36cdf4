// Where a person writes: text, files, a location, a sticker; arrow up edits or deletes the last own message.
import * as api from "./api.js";
import { offerCommands } from "./commands.js";
import { toast } from "./words.js";

export function compose(section, person, chat) {
  const form = section.querySelector(".composer");
  const field = form.querySelector("textarea");
  const bar = section.querySelector(".editing");
  let editing = null;

  const attempt = async (work) => {
    try {
      await work();
      return true;
    } catch {
      toast("Nie udało się wysłać");
      return false;
    }
  };
  const say = (body) => attempt(() => api.say(person.id, body));
  const write = (text) => {
    field.value = text;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  const commands = offerCommands(section, person, (command) => {
    write("");
    say({ text: command });
  });

  function edit(message) {
    editing = message?.message_id ?? null;
    bar.hidden = !editing;
    write(message?.text ?? "");
    field.focus();
  }

  form.onsubmit = async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    const number = editing;
    commands.hide();
    edit(null);
    const sent = await (number ? attempt(() => api.edit(person.id, number, text)) : say({ text }));
    if (!sent && !field.value) write(text); // what was typed is not lost
  };

  field.onkeydown = (event) => {
    if (event.isComposing) return;
    if (commands.key(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "ArrowUp" && !field.value && chat.lastOwn()) {
      event.preventDefault();
      edit(chat.lastOwn());
    } else if (event.key === "Escape" && editing) edit(null);
  };
  field.oninput = () => {
    write(field.value);
    if (/^\/\w*$/.test(field.value)) commands.offer(field.value.slice(1));
    else commands.hide();
  };
  bar.querySelector(".keep").onclick = () => edit(null);
  bar.querySelector(".erase").onclick = () => {
    const number = editing;
    edit(null);
    attempt(() => api.erase(person.id, number));
  };
  bar.onkeydown = (event) => {
    if (event.key === "Escape") edit(null);
  };

  attachments(form, async (body) => {
    const caption = body instanceof FormData ? field.value.trim() : "";
    if (!caption) return say(body);
    body.append("caption", caption); // what was typed goes with the file
    write("");
    if (!(await say(body)) && !field.value) write(caption);
  });
  return { say };
}

function attachments(form, say) {
  const more = form.querySelector(".more");
  const close = () => {
    if (more.contains(document.activeElement)) more.querySelector("summary").focus();
    more.open = false;
  };
  const away = (target) => target && !more.contains(target) && (more.open = false);
  document.addEventListener("pointerdown", (event) => away(event.target));
  more.addEventListener("focusout", (event) => away(event.relatedTarget));
  more.onkeydown = (event) => {
    if (event.key === "Escape") close();
  };
  for (const input of more.querySelectorAll("input[type=file]"))
    input.onchange = () => {
      if (!input.files.length) return;
      const body = new FormData();
      body.append(input.name, input.files[0]);
      input.value = "";
      close();
      say(body);
    };
  more.querySelector(".location").onclick = () => {
    close();
    say({ location: { latitude: 52.2297, longitude: 21.0122 } });
  };
  more.querySelector(".sticker").onclick = () => {
    close();
    say({ sticker: "🙂" });
  };
}
