// telegram-test-api 4.2.1, unchanged, behind a bridge that mends what keeps a real client from talking to it:
//   getMe does not say that it is a bot; dates are milliseconds; results are null where Telegram says true or gives
//   the message; getUpdates neither waits nor heeds the offset; a press has no chat_instance; several methods are
//   missing; webhooks get neither the secret nor what came before they were set, and one refusal ends the process;
//   people cannot edit what they wrote.
// Started in the folder where the package is installed: PORT=9000 node server.js
'use strict';

const path = require('node:path');
const TelegramServer = require(path.join(process.cwd(), 'node_modules', 'telegram-test-api'));

const BOT = { id: 4242, is_bot: true, first_name: 'Talent', username: 'JiaxingTalentBot' };
const SIMPLE = new Set(['sendChatAction', 'setMyCommands', 'deleteMyCommands', 'answerCallbackQuery']);
const LOOK_EVERY = 20; // milliseconds

const seconds = () => Math.floor(Date.now() / 1000);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class Bridge extends TelegramServer {
  constructor(config) {
    super(config);
    this.unconfirmed = []; // updates that the bot has not asked to go past
  }

  // The bot's message as Telegram would give it back: none of the parameters that only say how to send it.
  addBotMessage(params, token) {
    const kept = super.addBotMessage(params, token);
    return this.shown(kept.message_id);
  }

  shown(id) {
    const found = this.find(id);
    const { chat_id: chat, text, reply_markup: keyboard } = found.message;
    return {
      message_id: found.messageId,
      date: Math.floor(found.time / 1000),
      from: BOT,
      chat: { id: Number(chat), type: 'private' },
      text,
      ...(keyboard && keyboard.inline_keyboard ? { reply_markup: keyboard } : {}),
    };
  }

  find(id) {
    return this.storage.botMessages.find((one) => String(one.messageId) === String(id));
  }

  // Both ways in end here.
  async addUserUpdate(update) {
    const raw = this.constructor.formatUpdate(update);
    this.storage.userMessages.push({ ...update, isRead: true }); // for /getUpdatesHistory
    this.updateId += 1;
    if (raw.callback_query) {
      raw.callback_query.chat_instance = '1';
    }
    await this.bring(raw, update.botToken);
  }

  bring(raw, token) {
    this.unconfirmed.push(raw);
    return this.drain(token);
  }

  setWebhook(webhook, token) {
    super.setWebhook(webhook, token);
    this.drain(token);
  }

  // To the webhook if there is one, in order, each until it is taken; what waited before it was set goes first.
  async drain(token) {
    if (this.draining) {
      return;
    }
    this.draining = true;
    while (this.webhooks[token] && this.unconfirmed.length) {
      if (await this.post(this.webhooks[token], this.unconfirmed[0])) {
        this.unconfirmed.shift();
      } else {
        await pause(LOOK_EVERY * 5);
      }
    }
    this.draining = false;
  }

  async post(hook, raw) {
    const headers = { 'content-type': 'application/json' };
    if (hook.secret_token) {
      headers['X-Telegram-Bot-Api-Secret-Token'] = hook.secret_token;
    }
    try {
      const answer = await fetch(hook.url, { method: 'POST', headers, body: JSON.stringify(raw) });
      await answer.text();
      return answer.ok;
    } catch {
      return false;
    }
  }
}

const port = Number(process.env.PORT);
const server = new Bridge({ port, host: '127.0.0.1', storeTimeout: 3600 });

const methods = {
  getMe: () => BOT,
  getMyCommands: () => [],
  getWebhookInfo: (_, token) => ({
    url: (server.webhooks[token] || {}).url || '',
    has_custom_certificate: false,
    pending_update_count: server.unconfirmed.length,
  }),
  async getUpdates(params, _token, connection) {
    const until = Date.now() + 1000 * (Number(params.timeout) || 0);
    server.unconfirmed = server.unconfirmed.filter((one) => one.update_id >= (Number(params.offset) || 0));
    while (!server.unconfirmed.length && Date.now() < until && !connection.destroyed) {
      await pause(LOOK_EVERY);
    }
    return server.unconfirmed.slice(0, Number(params.limit) || 100);
  },
  editMessageText: (params) => edited(params, () => server.editMessageText(params)),
  editMessageReplyMarkup: (params) => edited(params, () => server.editMessageReplyMarkup(params)),
};

function edited(params, change) {
  change();
  const found = server.find(params.message_id);
  if (!found) {
    throw new Error('Bad Request: message to edit not found');
  }
  found.isRead = false; // so that the person sees it once more
  return { ...server.shown(params.message_id), edit_date: seconds() };
}

async function answer(request, response, next) {
  const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(request.path) || [];
  const params = { ...request.query, ...request.body };
  if (request.path === '/sendEdit') {
    server.updateId += 1;
    await server.bring({ update_id: server.updateId - 1, edited_message: params.message }, params.botToken);
    return response.json({ ok: true });
  }
  if (SIMPLE.has(method)) {
    return response.json({ ok: true, result: true });
  }
  if (!Object.hasOwn(methods, String(method))) {
    return next();
  }
  try {
    return response.json({ ok: true, result: await methods[method](params, token, response) });
  } catch (error) {
    return response.status(400).json({ ok: false, error_code: 400, description: error.message });
  }
}

// What the package itself answers with null, Telegram answers with true.
function withoutNull(_request, response, next) {
  const json = response.json.bind(response);
  response.json = (body) => json(body && body.ok && body.result === null ? { ...body, result: true } : body);
  next();
}

server.webServer.use(withoutNull);
server.webServer.use((request, response, next) => answer(request, response, next).catch(next));
// Both have to stand before the package's own routes.
const layers = server.webServer._router.stack;
layers.splice(layers.findIndex((layer) => layer.route), 0, ...layers.splice(-2));

server.start().then(() => console.log('ready'));
