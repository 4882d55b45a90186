package dev.backchannel.server.api;

import dev.backchannel.access.Principal;
import dev.backchannel.access.Visit;
import dev.backchannel.server.profiles.ProfileChanges;
import dev.backchannel.server.profiles.Profiles;
import dev.backchannel.server.profiles.UserProfile;
import dev.backchannel.topics.Keys;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET}, {@code PUT} and {@code DELETE /v1/profiles/USER}: what is known of a user's wishes, and his say in it. */
final class ProfileHandler {
    static final String PATH = "/v1/profiles/:user_id";

    private static final Logger log = LoggerFactory.getLogger(ProfileHandler.class);

    private final WorkerExecutor workers;
    private final Profiles profiles;
    private final ProfileChanges changes;
    private final ProfileEditReader reader;
    private final EventIds ids;
    private final Duration patience;

    /** @param patience so long an answer waits until its change is in force */
    ProfileHandler(
            WorkerExecutor workers,
            Profiles profiles,
            ProfileChanges changes,
            ProfileEditReader reader,
            EventIds ids,
            Duration patience) {
        this.workers = workers;
        this.profiles = profiles;
        this.changes = changes;
        this.reader = reader;
        this.ids = ids;
        this.patience = patience;
    }

    private record Whose(String tenant, String user) {
        String key() {
            return Keys.of(tenant, user);
        }
    }

    void show(RoutingContext ctx) {
        Whose whose = whose(ctx);
        send(ctx.response(), 200, whose, profiles.of(whose.key()));
    }

    void replace(RoutingContext ctx) {
        Whose whose = whose(ctx);
        byte[] body = BodyReader.body(ctx);
        workers.executeBlocking(() -> reader.read(body, profiles.of(whose.key())), false)
                .onSuccess(wanted ->
                        change(ctx, whose, event -> changes.replace(event, whose.tenant(), whose.user(), wanted)))
                .onFailure(ctx::fail);
    }

    void forget(RoutingContext ctx) {
        Whose whose = whose(ctx);
        change(ctx, whose, event -> changes.forget(event, whose.tenant(), whose.user()));
    }

    private void change(RoutingContext ctx, Whose whose, Function<String, CompletableFuture<Void>> write) {
        String event = ids.profileChange();
        CompletableFuture<UserProfile> inForce = profiles.whenUpdated(whose.key(), event);
        try {
            Future.fromCompletionStage(write.apply(event), ctx.vertx().getOrCreateContext())
                    .onSuccess(written -> await(ctx, whose, event, inForce))
                    .onFailure(error -> {
                        inForce.cancel(false);
                        log.warn("a change of a profile could not be written: {}", error.toString());
                        ctx.fail(ApiException.unavailable(
                                "broker_away",
                                "The change could not be written to the topic; send the same again after Retry-After"
                                        + " seconds."));
                    });
        } catch (RejectedExecutionException e) {
            inForce.cancel(false);
            ctx.fail(ApiException.unavailable("broker_away", "Too many changes wait for the broker already."));
        }
    }

    private void await(RoutingContext ctx, Whose whose, String event, CompletableFuture<UserProfile> inForce) {
        inForce.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        Future.fromCompletionStage(inForce, ctx.vertx().getOrCreateContext())
                .onSuccess(profile -> send(ctx.response(), 200, whose, profile))
                .onFailure(late -> later(ctx.response(), whose, event));
    }

    private static void later(HttpServerResponse response, Whose whose, String event) {
        if (response.closed()) {
            return;
        }
        response.setStatusCode(202)
                .putHeader("content-type", "application/json")
                .putHeader("location", location(whose))
                .end(Buffer.buffer(Json.bytes(Json.object()
                        .put("user_id", whose.user())
                        .put("update", event)
                        .put(
                                "message",
                                "The change is written, but not in force yet: GET Location until last_update is this"
                                        + " update."))));
    }

    private static String location(Whose whose) {
        String user = URLEncoder.encode(whose.user(), StandardCharsets.UTF_8).replace("+", "%20");
        return "/v1/profiles/" + user + (whose.tenant().equals(Keys.DEFAULT_TENANT) ? "" : "?tenant=" + whose.tenant());
    }

    private static void send(HttpServerResponse response, int status, Whose whose, UserProfile profile) {
        if (!response.closed()) {
            response.setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(Buffer.buffer(Json.bytes(ProfileJson.of(whose.user(), profile))));
        }
    }

    private static Whose whose(RoutingContext ctx) {
        String user = Objects.requireNonNull(ctx.pathParam("user_id"), "the route names no user");
        if (user.isBlank() || user.length() > Keys.LONGEST_ID) {
            throw ApiException.invalid(
                    "user_id",
                    "The user's id in the path has " + user.length() + " characters, but must have 1 to "
                            + Keys.LONGEST_ID + " and not be blank.");
        }
        String named = ctx.queryParams().get("tenant");
        if (named != null && !Keys.isTenant(named)) {
            throw ApiException.invalid(
                    "tenant",
                    "tenant must be 1 to 64 letters, digits, dots, dashes or underscores, but is " + Json.quoted(named)
                            + ".");
        }
        Principal caller = Visit.of(ctx.get(Visit.KEY)).principal();
        String tenant = caller.tenant(named, Keys.DEFAULT_TENANT)
                .orElseThrow(() -> ApiException.foreignTenant("tenant", named, caller.tenant()));
        return new Whose(tenant, Text.clean(user));
    }
}
