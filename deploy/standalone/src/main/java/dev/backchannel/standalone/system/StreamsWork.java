package dev.backchannel.standalone.system;

import dev.backchannel.streams.StreamsRole;

/** Streams among the roles: one of its processes has the operator's topics in hand. */
record StreamsWork(StreamsRole streams) implements Role {
    @Override
    public String name() {
        return "streams";
    }

    @Override
    public boolean ready() {
        return streams.ready();
    }

    boolean operates() {
        return streams.operates();
    }

    @Override
    public void close() {
        streams.close();
    }
}
