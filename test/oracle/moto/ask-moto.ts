/** What is sent to a service of moto that no client here speaks to; a form is the query protocol's, a text is JSON. */
interface Question {
  readonly service: string;
  readonly path?: string;
  readonly body: URLSearchParams | string;
}

/** moto's answer as text, an error's as well: it goes by the service that a signature names, and looks at no signature. */
export const askMoto = async (endpoint: string, { service, path = '/', body }: Question): Promise<string> => {
  const authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request`;
  const response = await fetch(`${endpoint}${path}`, { method: 'POST', headers: { authorization }, body });
  return response.text();
};
