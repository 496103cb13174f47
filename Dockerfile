# An image with nothing but vkcheck and the CAs: no shell, no package manager.
#   docker build -t vkcheck .
#   docker run --rm vkcheck ocsp cache-1.example:6380
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.Version=${VERSION}" -o /vkcheck ./cmd/vkcheck
RUN mkdir /empty

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /vkcheck /usr/bin/vkcheck
# demo and lab keep their certificates there
COPY --from=build --chown=65532:65532 /empty /tmp
USER 65532:65532
ENTRYPOINT ["/usr/bin/vkcheck"]
