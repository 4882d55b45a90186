package dev.backchannel.standalone.demo.user;

import dev.backchannel.policy.style.StyleProfile;

/** Someone who chats, and wishes answers of a certain style without ever saying so up front. */
public record SimulatedUser(String id, StyleProfile wishes) {}
