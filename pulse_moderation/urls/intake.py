"""Where posts come in: the signed API, and the pages of sources and imported files."""

from django.urls import include, path

from pulse_moderation.views import api, imports, sources

API = [one for one in api.api.urls[0] if one.name != "api-root"]
SOURCE = "pulse/sources/<uuid:public_id>/"

urlpatterns = [
    path("api/pulse/v1/openapi.json", api.pulse_api_openapi, name="pulse_api_openapi"),
    path("api/pulse/v1/", include(API)),
    path("pulse/sources/", sources.source_list, name="source_list"),
    path(SOURCE, sources.source_detail, name="source_detail"),
    path(f"{SOURCE}edit/", sources.source_edit, name="source_edit"),
    path(f"{SOURCE}keys/", sources.source_key_new, name="source_key_new"),
    path(f"{SOURCE}feeds/", sources.source_feed_new, name="source_feed_new"),
    path("pulse/keys/<uuid:public_id>/end/", sources.source_key_end, name="source_key_end"),
    path("pulse/feeds/<uuid:public_id>/", sources.source_feed_edit, name="source_feed_edit"),
    path("pulse/deliveries/<uuid:public_id>/", sources.source_delivery, name="source_delivery"),
    path("pulse/imports/", imports.import_list, name="import_list"),
    path("pulse/imports/<uuid:public_id>/", imports.import_detail, name="import_detail"),
    path("pulse/imports/<uuid:public_id>/rejected.csv", imports.import_rejected, name="import_rejected"),
]
