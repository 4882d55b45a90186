package dev.backchannel.standalone.demo.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;

/**
 * What simulated users need of a running system, over one set of connections.
 *
 * @param chat asks
 * @param events reacts
 * @param ledger tells what became of the reactions
 */
public record Clients(ChatClient chat, EventPoster events, AuditClient ledger) {
    public static Clients of(URI url, Clock clock) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new Clients(new ChatClient(http, url), new EventPoster(http, url, clock), new AuditClient(http, url));
    }
}
