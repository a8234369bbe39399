// Talking to the server: JSON both ways, with the token against forged requests.

export class Refused extends Error {
  // `status` of the answer, 0 where there was none; `details`: field -> sentences.
  constructor(status, message, details = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export class Server {
  constructor(token) {
    this.token = token;
  }

  get(url) {
    return this.send("GET", url);
  }

  post(url, body) {
    return this.send("POST", url, body);
  }

  put(url, body) {
    return this.send("PUT", url, body);
  }

  async send(method, url, body) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch (error) {
      throw new Refused(0, error.message);
    }
    const isJson = response.headers.get("Content-Type")?.includes("json");
    const answer = isJson ? await response.json() : {};
    if (!response.ok) throw new Refused(response.status, answer.error ?? String(response.status), answer.details);
    return answer;
  }
}
