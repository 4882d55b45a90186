package dev.backchannel.standalone.system;

import io.vertx.ext.web.Router;

/** One of the parts that run in this process, as the process sees it. */
public interface Role extends AutoCloseable {
    String name();

    /** Whether it can do its work now. */
    boolean ready();

    /** Adds its routes, if it has any. */
    default void mount(Router router) {}

    /** Finishes what it has begun, then stops. */
    @Override
    void close();
}
