package dev.backchannel.standalone.system;

import dev.backchannel.server.PolicyServerRole;
import dev.backchannel.server.ServedListener;
import io.vertx.ext.web.Router;

/** The policy server among the roles: the one that also tells what it serves. */
record PolicyServing(PolicyServerRole server) implements Role {
    @Override
    public String name() {
        return "policy-server";
    }

    @Override
    public boolean ready() {
        return server.ready();
    }

    @Override
    public void mount(Router router) {
        server.mount(router);
    }

    String checkpoint() {
        return server.checkpoint();
    }

    void addServedListener(ServedListener listener) {
        server.addServedListener(listener);
    }

    @Override
    public void close() {
        server.close();
    }
}
