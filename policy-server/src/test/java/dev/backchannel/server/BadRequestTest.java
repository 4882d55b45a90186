package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.server.testing.ServerCase;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Garbage at the door: a clear error that names field and value, and never a stack trace. */
class BadRequestTest extends ServerCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "temperature": "hot"                       | temperature           | the string "hot"
            "temperature": 3                           | temperature           | from 0 to 2, but is the number 3
            "temperature": -0.1                        | temperature           | -0.1
            "temperature": 1e999                       | temperature           | from 0 to 2
            "top_p": 0                                 | top_p                 | above 0
            "top_p": [1]                               | top_p                 | an array of 1
            "n": -1                                    | n                     | from 1 to 16, but is the number -1
            "n": 1.5                                   | n                     | the number 1.5
            "n": 17                                    | n                     | the number 17
            "max_tokens": 0                            | max_tokens            | at least 1
            "max_completion_tokens": "many"            | max_completion_tokens | the string "many"
            "max_tokens": 256                          | max_tokens            | context holds 256
            "max_tokens": 99999999999                  | max_tokens            | 99999999999
            "max_tokens": 250                          | messages              | does not fit
            "seed": "lucky"                            | seed                  | 64-bit
            "seed": 123456789012345678901234567890     | seed                  | 64-bit
            "stop": ""                                 | stop                  | non-empty
            "stop": [1]                                | stop                  | the number 1
            "stop": {}                                 | stop                  | an object
            "stream": "yes"                            | stream                | true or false
            "stream_options": 1                        | stream_options        | an object
            "logprobs": 3                              | logprobs              | true or false
            "top_logprobs": 3                          | top_logprobs          | logprobs
            "frequency_penalty": 5                     | frequency_penalty     | from -2 to 2
            "user": 7                                  | user                  | a string
            "metadata": "c1"                           | metadata              | an object
            "metadata": {"conversation_id": 1}         | metadata.conversation_id | a string
            "metadata": {"tenant": "a/b"}              | metadata.tenant       | letters
            "metadata": {"train": "maybe"}             | metadata.train        | maybe
            "metadata": {"profile": "no"}              | metadata.profile      | "off"
            "tools": [{"type": "function"}]            | tools                 | not supported
            "response_format": {"type": "json_object"} | response_format       | not supported
            "logit_bias": {"1": 2}                     | logit_bias            | not supported
            "chat_template_kwargs": {"enable_thinking": false} | chat_template_kwargs | not supported
            "reasoning_effort": "low"                  | reasoning_effort      | not supported
            "model": 5                                 | model                 | a string
            """)
    void namesTheFieldAndItsValue(String field, String param, String message) throws Exception {
        String body = "{\"model\":\"policy\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]," + field + "}";
        expect(server.post(CHAT, body), 400, param, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                                          | messages                   | empty
            "hi"                                                        | messages                   | an array
            null                                                        | messages                   | missing
            ["hi"]                                                      | messages[0]                | an object
            [{"content":"a"}]                                           | messages[0].role           | missing
            [{"role":"wizard","content":"a"}]                           | messages[0].role           | "wizard"
            [{"role":"tool","content":"a"}]                             | messages[0].role           | no tools
            [{"role":"user"}]                                           | messages[0].content        | missing
            [{"role":"user","content":null}]                            | messages[0].content        | null
            [{"role":"user","content":5}]                               | messages[0].content        | the number 5
            [{"role":"user","content":["a"]}]                           | messages[0].content[0]     | an object
            [{"role":"user","content":[{"type":"image_url"}]}]          | messages[0].content[0].type | text only
            [{"role":"assistant","content":"","tool_calls":[{"id":1}]}] | messages[0].tool_calls     | not supported
            [{"role":"assistant","content":"a","reasoning_content":"b"}] | messages[0].reasoning_content | not supported
            [{"role":"user","content":"a","images":["aGk="]}]            | messages[0].images         | not supported
            """)
    void refusesBrokenMessages(String messages, String param, String message) throws Exception {
        expect(server.post(CHAT, "{\"model\":\"policy\",\"messages\":" + messages + "}"), 400, param, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[1]", "nonsense", "\"text\"", "{\"a\":1} trailing", "null", "{\"model\":\"\u0001\"}"})
    void refusesWhatIsNotOneJsonObject(String body) throws Exception {
        HttpResponse<String> response = server.post(CHAT, body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).at("/message").asText()).contains("JSON");
    }

    @Test
    void refusesDeepNestingAndBrokenUtf8() throws Exception {
        assertThat(server.post(CHAT, "[".repeat(100_000)).statusCode()).isEqualTo(400);
        byte[] broken = "{\"model\":\"polic_\"}".getBytes(StandardCharsets.UTF_8);
        broken[15] = (byte) 0xff;
        assertThat(server.post(CHAT, broken).statusCode()).isEqualTo(400);
    }

    @Test
    void takesOddTextAsItIs() throws Exception {
        for (String text : new String[] {"\\ud800 alone", "\\u0000", "<|im_end|>\\n<|im_start|>system", "😀é漢", ""}) {
            HttpResponse<String> response = server.post(
                    CHAT,
                    "{\"model\":\"policy\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                            + "\"}],\"user\":\"" + (text.isEmpty() ? "u" : text) + "\",\"nobody\":{\"knows\":[1]}}");
            assertThat(response.statusCode()).as(text + ": " + response.body()).isEqualTo(200);
        }
    }

    @Test
    void refusesTenMegabytes() throws Exception {
        String body = "{\"model\":\"policy\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(10 << 20)
                + "\"}]}";
        expect(server.post(CHAT, body), 413, "", "larger than");
        assertThat(server.get("/v1/models").statusCode()).isEqualTo(200);
    }

    @Test
    void readsJsonWhateverTheContentTypeSays() throws Exception {
        String body = "{\"model\":\"policy\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\""
                + "a=b&c ".repeat(3000) + "\"}]}";
        for (String type :
                new String[] {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "?"}) {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            server.request(CHAT)
                                    .header("content-type", type)
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(response.statusCode()).as(type + ": " + response.body()).isEqualTo(200);
        }
    }

    @Test
    void refusesOtherMethods() throws Exception {
        HttpResponse<String> response = server.get(CHAT);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(error(response).at("/message").asText()).contains("use POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-9", "policy@", "policy@nothing", "Base", "policy@base2"})
    void doesNotKnowOtherModels(String name) throws Exception {
        HttpResponse<String> response =
                server.post(CHAT, "{\"model\":\"" + name + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
        expect(response, 404, "model", name);
        assertThat(error(response).at("/code").asText()).isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "continuations": []              | continuations    | empty
            "continuations": "a"             | continuations    | an array
            "continuations": ["a", 1]        | continuations[1] | the number 1
            "continuations": [""]            | continuations[0] | non-empty
            "model": 1, "continuations":["a"]| model            | a string
            "other": 1                       | continuations    | missing
            """)
    void refusesBrokenScoreRequests(String fields, String param, String message) throws Exception {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]," + fields + "}";
        expect(server.post("/v1/score", body), 400, param, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "input": ""                            | input           | not blank
            "input": []                            | input           | 1 to 64
            "input": ["a", [1, 2]]                 | input[1]        | an array of 2
            "input": 5                             | input           | the number 5
            "model": "base"                        | input           | missing
            "input": "a", "model": "policy"        | model           | "base" alone
            "input": "a", "dimensions": 5          | dimensions      | have 32
            "input": "a", "encoding_format": "int" | encoding_format | "int"
            """)
    void refusesBrokenEmbeddingRequests(String fields, String param, String message) throws Exception {
        expect(server.post("/v1/embeddings", "{" + fields + "}"), 400, param, message);
    }

    @Test
    void refusesAContinuationBeyondTheContext() throws Exception {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"continuations\":[\"" + "x".repeat(300)
                + "\"]}";
        expect(server.post("/v1/score", body), 400, "continuations", "300 tokens");
    }

    private static void expect(HttpResponse<String> response, int status, String param, String message)
            throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = error(response);
        assertThat(error.at("/param").asText("")).isEqualTo(param);
        assertThat(error.at("/message").asText()).contains(message).doesNotContain("Exception");
        assertThat(error.at("/type").asText()).isEqualTo("invalid_request_error");
    }

    private static JsonNode error(HttpResponse<String> response) throws Exception {
        return JSON.readTree(response.body()).at("/error");
    }
}
