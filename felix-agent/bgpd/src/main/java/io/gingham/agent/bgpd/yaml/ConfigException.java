package io.gingham.agent.bgpd.yaml;

/// A configuration that can't be used; the message begins with the place and says what to do.
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Place place;

    public ConfigException(Place place, String message) {
        super(place + ": " + message);
        this.place = place;
    }

    public Place place() {
        return place;
    }
}
